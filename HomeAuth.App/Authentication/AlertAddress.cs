namespace HomeAuth.App.Authentication;

/// <summary>The page behind the link in a message of an alert.</summary>
public static class AlertAddress
{
    /// <summary>The page on which somebody says that it was not them.</summary>
    public static string Of(string secret) => $"/alerts/{secret}";
}
