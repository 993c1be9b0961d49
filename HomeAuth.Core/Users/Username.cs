using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>The rules for the name that a person signs in with.</summary>
public static class Username
{
    /// <summary>Most characters, as a person counts them.</summary>
    public const int MaxLength = 64;

    // A family emoji takes 11 UTF-16 units; more than this on average is an attempt to store much under a small count.
    private const int LongestTextElement = 16;

    /// <summary>The form in which usernames are compared: trimmed, composed (NFC), folded to one case.</summary>
    public static string Normalize(string username) =>
        CaseFolding.Fold(Clean(username)).Normalize(NormalizationForm.FormC);

    /// <summary>The form in which a username is kept and shown: trimmed and composed, with its case.</summary>
    public static string Clean(string username) => Composed(username.Trim());

    /// <summary>Why a username cannot be used, as a code of <see cref="ErrorCodes"/>; null if it can. Whether it is taken is not asked here.</summary>
    public static string? Check(string? username)
    {
        if (string.IsNullOrWhiteSpace(username))
        {
            return ErrorCodes.UsernameRequired;
        }

        if (username.Length > MaxLength * LongestTextElement || new StringInfo(username.Trim()).LengthInTextElements > MaxLength)
        {
            return ErrorCodes.UsernameTooLong;
        }

        return PlainText.IsPlain(username.Trim(), joiners: false) ? null : ErrorCodes.UsernameInvalid;
    }

    // A lone surrogate has no composed form, and is refused by Check.
    private static string Composed(string text) => PlainText.IsWellFormed(text) ? text.Normalize(NormalizationForm.FormC) : text;
}
