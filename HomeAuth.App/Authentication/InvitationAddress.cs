namespace HomeAuth.App.Authentication;

/// <summary>The page behind an invitation.</summary>
public static class InvitationAddress
{
    /// <summary>The page on which somebody who was invited comes into the house.</summary>
    public static string Of(string secret) => $"/invite/{secret}";
}
