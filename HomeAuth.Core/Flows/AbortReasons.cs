namespace HomeAuth.Core.Flows;

/// <summary>Why a flow ended unfinished; the values are Home Assistant's, and tails of resource keys.</summary>
public static class AbortReasons
{
    /// <summary>There were too many wrong codes.</summary>
    public const string TooManyRetry = "too_many_retry";

    /// <summary>The second factor took too long.</summary>
    public const string LoginExpired = "login_expired";

    /// <summary>The second factor could not be asked for.</summary>
    public const string UnknownError = "unknown_error";

    /// <summary>Nothing is configured that could send a code.</summary>
    public const string NoAvailableService = "no_available_service";

    /// <summary>What was to send a code is not configured any more.</summary>
    public const string NotifyServiceNotExist = "notify_service_not_exist";

    /// <summary>The provider does not serve whoever comes from there.</summary>
    public const string NotAllowed = "not_allowed";
}
