namespace HomeAuth.App.Authentication;

/// <summary>The pages of the ways back in.</summary>
public static class RecoveryAddress
{
    public const string Help = "/help/locked-out";
    public const string ByCode = "/recover";
    public const string ByFile = "/recover/file";

    /// <summary>The page on which a link lets choose a new password.</summary>
    public static string Of(string secret) => $"/recover/{secret}";
}
