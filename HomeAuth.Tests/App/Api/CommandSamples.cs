namespace HomeAuth.Tests.App.Api;

/// <summary>Each command with each key that it knows and a value of the right kind, of which no set does any harm.</summary>
internal static class CommandSamples
{
    public static readonly IReadOnlyDictionary<string, (string Key, string Json)[]> All = new Dictionary<string, (string, string)[]>
    {
        ["ping"] = [],
        ["supported_features"] = [("features", "{}")],
        ["unsubscribe_events"] = [("subscription", "9")],
        ["auth/current_user"] = [],
        ["auth/long_lived_access_token"] = [("lifespan", "10"), ("client_name", "\"Script\""), ("client_icon", "\"mdi:script\"")],
        ["auth/refresh_tokens"] = [],
        ["auth/delete_refresh_token"] = [("refresh_token_id", "\"none\"")],
        ["auth/delete_all_refresh_tokens"] = [("token_type", "\"long_lived_access_token\""), ("delete_current_token", "false")],
        ["auth/refresh_token_set_expiry"] = [("refresh_token_id", "\"none\""), ("enable_expiry", "true")],
        ["auth/sign_path"] = [("path", "\"/x\""), ("expires", "10")],
        // Password and code exclude each other.
        ["homeauth/reauth"] = [("password", "\"wrong\""), ("code", "\"000000\"")],
        ["homeauth/credentials/list"] = [],
        ["homeauth/credentials/unlink"] = [("credential_id", "\"none\"")],
        ["homeauth/mfa/list"] = [],
        ["homeauth/mfa/remove"] = [("factor_id", "\"none\"")],
        ["homeauth/passkeys/list"] = [],
        ["homeauth/passkeys/remove"] = [("passkey_id", "\"none\"")],
        ["homeauth/recovery_codes/info"] = [],
        ["homeauth/recovery_codes/create"] = [],
        ["homeauth/users/reset_link"] = [("user_id", "\"none\"")],
        ["homeauth/users/reset_mfa"] = [("user_id", "\"none\"")],
        ["homeauth/users/list"] = [("search", "\"a\""), ("sort", "\"last_seen\""), ("descending", "true"), ("skip", "0"), ("take", "5")],
        ["homeauth/users/create"] = [("name", "\"Eve\""), ("username", "\"eve\""), ("password", "\"a long enough one\""), ("group_ids", "[\"none\"]"), ("local_only", "false"), ("last_day", "\"2030-01-01\""), ("hours", "\"mon 08:00-20:00\"")],
        ["homeauth/users/update"] = [("user_id", "\"none\""), ("name", "\"Eve\""), ("username", "\"eve\""), ("is_active", "true"), ("group_ids", "[\"none\"]"), ("local_only", "false"), ("last_day", "\"2030-01-01\""), ("hours", "\"mon 08:00-20:00\"")],
        ["homeauth/users/revoke_tokens"] = [("user_id", "\"none\""), ("refresh_token_id", "\"none\"")],
        ["homeauth/users/limit_token"] = [("user_id", "\"none\""), ("refresh_token_id", "\"none\""), ("scope", "\"read\"")],
        ["homeauth/invitations/list"] = [],
        ["homeauth/invitations/create"] = [("name", "\"Eve\""), ("group_ids", "[\"none\"]"), ("local_only", "false"), ("last_day", "\"2030-01-01\""), ("hours", "\"mon 08:00-20:00\""), ("days", "7")],
        ["homeauth/invitations/revoke"] = [("invitation_id", "\"none\"")],
        ["homeauth/services/create"] = [("name", "\"Backup\""), ("purpose", "\"Backups\""), ("group_ids", "[\"none\"]"), ("responsible_id", "\"none\"")],
        ["homeauth/services/update"] = [("user_id", "\"none\""), ("purpose", "\"Backups\""), ("responsible_id", "\"none\"")],
        ["homeauth/services/create_token"] = [("user_id", "\"none\""), ("client_name", "\"Backup\""), ("lifespan", "10"), ("scope", "\"read\"")],
        // Somebody and everybody exclude each other.
        ["homeauth/history/list"] = [("user_id", "\"none\""), ("everybody", "false"), ("event_type", "\"login\""), ("succeeded", "true"), ("text", "\"chrome\""), ("before", "5"), ("count", "10")],
        ["homeauth/permissions"] = [],
        ["homeauth/groups/list"] = [],
        ["homeauth/groups/create"] = [("name", "\"Guests\""), ("policy", "false")],
        ["homeauth/groups/update"] = [("group_id", "\"none\""), ("name", "\"Guests\""), ("policy", "{}")],
        ["homeauth/groups/delete"] = [("group_id", "\"none\"")],
        ["homeauth/settings/get"] = [],
        ["homeauth/settings/update"] = [("house_name", "\"Home\""), ("time_zone", "\"Europe/Berlin\""), ("home_networks", "[\"10.0.0.0/8\"]"), ("ip_ban_enabled", "true"), ("login_attempts_threshold", "20"), ("allowed_networks", "[\"10.0.0.0/8\"]")],
        // Refused: this machine itself.
        ["homeauth/bans/list"] = [],
        ["homeauth/bans/add"] = [("network", "\"127.0.0.1\""), ("seconds", "3600")],
        ["homeauth/bans/lift"] = [("network", "\"203.0.113.250\"")],
        ["homeauth/owner/offer"] = [("user_id", "\"none\"")],
        ["homeauth/owner/offered"] = [],
        ["homeauth/owner/accept"] = [],
        ["homeauth/owner/end_offer"] = [],
        ["homeauth/tokens/create"] = [("client_name", "\"Script 2\""), ("lifespan", "10"), ("scope", "\"read\"")],
        ["homeauth/tokens/limit"] = [("refresh_token_id", "\"none\""), ("scope", "\"read\"")],
        // Module and flow exclude each other.
        ["auth/setup_mfa"] = [("mfa_module_id", "\"totp\""), ("flow_id", "\"none\""), ("user_input", "{}")],
        ["auth/depose_mfa"] = [("mfa_module_id", "\"totp\"")],
        ["config/auth/list"] = [],
        ["config/auth/create"] = [("name", "\"Eve\""), ("group_ids", "[]"), ("local_only", "false")],
        ["config/auth/update"] = [("user_id", "\"none\""), ("name", "\"Eve\""), ("is_active", "true"), ("group_ids", "[]"), ("local_only", "false")],
        ["config/auth/delete"] = [("user_id", "\"none\"")],
        ["config/auth_provider/homeassistant/create"] = [("user_id", "\"none\""), ("username", "\"eve\""), ("password", "\"a long enough one\"")],
        ["config/auth_provider/homeassistant/delete"] = [("username", "\"nobody\"")],
        ["config/auth_provider/homeassistant/change_password"] = [("current_password", "\"a\""), ("new_password", "\"b\"")],
        ["config/auth_provider/homeassistant/admin_change_password"] = [("user_id", "\"none\""), ("password", "\"a long enough one\"")],
        ["config/auth_provider/homeassistant/admin_change_username"] = [("user_id", "\"none\""), ("username", "\"eve\"")],
        ["person/list"] = [],
        ["person/create"] = [("name", "\"Eve\""), ("user_id", "\"none\""), ("device_trackers", "[]"), ("picture", "\"/x\"")],
        ["person/update"] = [("person_id", "\"none\""), ("name", "\"Eve\""), ("user_id", "\"none\""), ("device_trackers", "[]"), ("picture", "\"/x\"")],
        ["person/delete"] = [("person_id", "\"none\"")],
        ["frontend/get_user_data"] = [("key", "\"k\"")],
        ["frontend/set_user_data"] = [("key", "\"k\""), ("value", "1")],
        ["frontend/subscribe_user_data"] = [("key", "\"k\"")],
        ["frontend/get_system_data"] = [("key", "\"k\"")],
        ["frontend/set_system_data"] = [("key", "\"k\""), ("value", "1")],
        ["frontend/subscribe_system_data"] = [("key", "\"k\"")],
        ["frontend/get_themes"] = [],
        ["frontend/get_translations"] = [("language", "\"en\""), ("category", "\"title\""), ("integration", "[]"), ("config_flow", "true")],
        ["get_panels"] = [],
        ["get_config"] = [],
        ["zone/list"] = [],
        ["config_entries/get"] = [("type_filter", "[]"), ("domain", "\"x\"")],
        ["config/area_registry/list"] = [],
        ["config/device_registry/list"] = [],
        ["config/entity_registry/list"] = [],
        ["config/floor_registry/list"] = [],
        ["config/label_registry/list"] = [],
        ["subscribe_events"] = [("event_type", "\"x\"")],
        ["get_states"] = [],
        ["subscribe_entities"] = [("entity_ids", "[]")],
        ["get_services"] = [],
        ["call_service"] =
        [
            ("domain", "\"frontend\""), ("service", "\"set_theme\""), ("service_data", "{\"name\":\"default\"}"), ("target", "{}"), ("return_response", "false"),
        ],
    };

    /// <summary>What is taken whatever it is: it is looked at by nobody, or it is kept as it came.</summary>
    public static bool IsLoose(string command, string key) =>
        command is "frontend/get_translations" or "config_entries/get" || (command, key) is ("frontend/set_user_data" or "frontend/set_system_data", "value") or (_, "policy");

    /// <summary>Where null means the same as nothing.</summary>
    public static bool IsNullable(string command, string key) =>
        key is "client_icon" or "picture" or "service_data" or "target" or "last_day" or "hours" or "house_name" or "time_zone" or "home_networks" or "ip_ban_enabled" or "login_attempts_threshold" or "allowed_networks" || (command.StartsWith("person/", StringComparison.Ordinal) && key == "user_id");

    /// <summary>Without which a command cannot be given.</summary>
    public static bool IsRequired(string command, string key) => (command, key) switch
    {
        (_, "client_icon" or "token_type" or "delete_current_token" or "expires" or "group_ids" or "local_only" or "is_active" or "device_trackers" or "picture") => false,
        ("auth/setup_mfa" or "homeauth/reauth" or "homeauth/history/list" or "homeauth/users/list" or "homeauth/settings/update", _) => false,
        (_, "last_day" or "hours" or "days" or "responsible_id" or "scope" or "seconds") or ("homeauth/users/revoke_tokens", "refresh_token_id") => false,
        ("homeauth/services/update", "purpose") => false,
        ("homeauth/users/update", "name" or "username") or ("homeauth/groups/update", "name" or "policy") => false,
        ("homeauth/groups/create", "policy") => true,
        (_, "event_type" or "entity_ids" or "service_data" or "target" or "return_response") => false,
        ("person/create" or "person/update", "user_id") or ("person/update" or "config/auth/update", "name") => false,
        ("frontend/get_user_data" or "frontend/subscribe_user_data", "key") => false,
        _ => !IsLoose(command, key) || key == "value",
    };
}
