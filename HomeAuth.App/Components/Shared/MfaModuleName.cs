using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Mfa;

namespace HomeAuth.App.Components.Shared;

/// <summary>What people call a kind of second factor: the name that the household gave it, or ours in their language.</summary>
public static class MfaModuleName
{
    public static string Of(Texts text, MfaModule module) =>
        module.Name == MfaModuleOptions.DefaultName(module.Type) ? text[$"mfa.module.{module.Type}"] : module.Name;
}
