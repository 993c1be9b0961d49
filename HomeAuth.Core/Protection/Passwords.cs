using System.Text;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Users;
using Zxcvbn.Matcher;

namespace HomeAuth.Core.Protection;

/// <summary>The rules for a new password: long enough, not one of those tried first, not a name of the house. No composition rules (ASVS 6.2.5).</summary>
public sealed class Passwords(HouseSettings settings)
{
    /// <summary>Fewest code points.</summary>
    public const int MinLength = 8;

    /// <summary>From this many code points on a password is good by itself (NIST SP 800-63B-4).</summary>
    public const int AdvisedLength = 15;

    /// <summary>Most code points; all of them count.</summary>
    public const int MaxLength = 256;

    // The estimator's time grows with the square of the length; a password this long is not in any dictionary.
    private const int EstimatedLength = 64;

    private static readonly Zxcvbn.Zxcvbn Estimator = new();

    /// <summary>The form that is hashed: composed (NFC), so that the same letters typed on another keyboard are the same password.</summary>
    public static string Normalize(string password) =>
        PlainText.IsWellFormed(password) ? password.Normalize(NormalizationForm.FormC) : password;

    /// <summary>Why a password cannot be used, as a code of <see cref="ErrorCodes"/>; null if it can.</summary>
    /// <param name="password">The new password.</param>
    /// <param name="names">The username and name it must not be; the name of the house is added.</param>
    public string? Check(string? password, params IEnumerable<string?> names)
    {
        if (string.IsNullOrEmpty(password))
        {
            return ErrorCodes.PasswordRequired;
        }

        // Before anything whose cost grows with the length.
        if (password.Length > MaxLength * 2 || Length(password) > MaxLength)
        {
            return ErrorCodes.PasswordTooLong;
        }

        if (Length(password) < MinLength)
        {
            return ErrorCodes.PasswordTooShort;
        }

        var normal = Normalize(password);
        if (names.Append(settings.Current.HouseName).Any(name => IsSame(normal, name)))
        {
            return ErrorCodes.PasswordIsName;
        }

        return IsCommon(normal) ? ErrorCodes.PasswordCommon : null;
    }

    /// <summary>How strong a password is, 0 (refused or nearly so) to 4 (good by itself).</summary>
    public static int Strength(string? password)
    {
        if (string.IsNullOrEmpty(password) || Length(password) < MinLength)
        {
            return 0;
        }

        var score = Estimate(Normalize(password)).Score;
        return Length(password) >= AdvisedLength ? score : Math.Min(score, 3);
    }

    private static int Length(string password) => Normalize(password).EnumerateRunes().Count();

    private static bool IsSame(string password, string? name) =>
        !string.IsNullOrWhiteSpace(name) && Username.Normalize(name) == Username.Normalize(password);

    private static bool IsCommon(string password)
    {
        var result = Estimate(password);
        return result.Score == 0
            || (result.MatchSequence is [DictionaryMatch { DictionaryName: "passwords" } match] && match.Token.Length == password.Length);
    }

    private static Zxcvbn.Result Estimate(string password)
    {
        lock (Estimator)
        {
            return Estimator.EvaluatePassword(password.Length > EstimatedLength ? password[..EstimatedLength] : password);
        }
    }
}
