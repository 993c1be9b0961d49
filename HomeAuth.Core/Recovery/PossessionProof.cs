using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Recovery;

/// <summary>
/// The way back for whoever can write and read files of the data directory, but has no shell: they put <see cref="RequestName"/> there, ask for a
/// code on the web page, read it from <see cref="CodeName"/>, and get a link in exchange.
/// </summary>
/// <remarks>
/// All that is remembered is in that file, so that a restart in between costs nothing and deleting the file takes everything back. Its first line is the
/// code; when nobody was found whom it could be for, its only line is <see cref="ErrorCodes.UserNotFound"/>.
/// </remarks>
public sealed class PossessionProof(
    HomeAuthDb db,
    DataDirectory directory,
    RecoveryLinks links,
    GuessProtection protection,
    SecurityHistory history,
    TimeProvider time,
    ILogger<PossessionProof> logger)
{
    /// <summary>The file with which somebody asks: a username, or nothing for the owner.</summary>
    public const string RequestName = "recover.request";

    /// <summary>The file in which the code is.</summary>
    public const string CodeName = "recover-code.txt";

    /// <summary>How long a code is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const int MostBytes = 1024;

    // Of several visitors at once one takes the request, and one the code.
    private static readonly Lock Files = new();

    /// <summary>Takes the request, if there is one, and leaves a code. A visitor is told neither.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken = default)
    {
        var request = TakeRequest();
        // The database is asked in any case, so that a stranger cannot tell by the time it takes whether somebody is about to come back.
        var userId = await FindAsync(request ?? "", cancellationToken);
        if (request is not null)
        {
            Leave(userId is null ? [ErrorCodes.UserNotFound] : [ReadableCode.New(), userId, (time.GetUtcNow() + Lifetime).ToString("O", CultureInfo.InvariantCulture)]);
        }
    }

    /// <summary>Gives a link for the code.</summary>
    /// <returns>The secret of a link, or how long to wait, or neither when the code is wrong, too old or used.</returns>
    /// <exception cref="HomeAuthException">The code was right, but its person has been removed or has no password.</exception>
    public async Task<GuessOutcome<string>> RedeemAsync(string code, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var outcome = await protection.TryAsync(
            GuessProtection.Secret("possession", origin),
            origin,
            () => Task.FromResult(TakeCode(code)),
            () => history.Add(SecurityEventTypes.RecoveryLinkIssued, null, origin, succeeded: false, detail: RecoveryRoutes.File),
            cancellationToken);
        return outcome.Right is { } userId
            ? new(await links.IssueAsync(userId, RecoveryRoutes.File, new Actor(userId, null, origin), CancellationToken.None), null)
            : new(null, outcome.RetryAfter);
    }

    /// <summary>Removes a code that has ended.</summary>
    public void Purge() => TakeCode("");

    private async Task<string?> FindAsync(string typed, CancellationToken cancellationToken)
    {
        var ownerIsMeant = string.IsNullOrWhiteSpace(typed);
        // What cannot be a username is looked up as one that nobody has.
        var username = Username.Check(typed) is null ? Username.Normalize(typed) : "";
        return await db.Users
            .Where(user => user.IsActive && !user.SystemGenerated && user.UserName != null
                && (ownerIsMeant ? user.IsOwner : user.NormalizedUserName == username))
            .Select(user => user.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private string? TakeRequest()
    {
        lock (Files)
        {
            var path = directory.File(RequestName);
            try
            {
                var request = Read(path);
                File.Delete(path);
                return request;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("{File} cannot be taken: {Reason}", path, error.Message);
                return null;
            }
        }
    }

    private void Leave(string[] lines)
    {
        lock (Files)
        {
            try
            {
                directory.Write(CodeName, Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("{File} cannot be written: {Reason}", directory.File(CodeName), error.Message);
            }
        }
    }

    /// <summary>Whose code it is, which is then used up; null for any other. One that has ended goes in any case.</summary>
    internal string? TakeCode(string typed)
    {
        lock (Files)
        {
            var path = directory.File(CodeName);
            if (Read(path)?.Split('\n') is not [var code, var userId, var until, ..]
                || !ReadableCode.Fits(code)
                || !DateTimeOffset.TryParseExact(until, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end))
            {
                return null;
            }

            var isOver = time.GetUtcNow() >= end;
            var isRight = CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(ReadableCode.Normalize(typed)), Encoding.UTF8.GetBytes(ReadableCode.Normalize(code)));
            if (isOver || isRight)
            {
                File.Delete(path);
            }

            return isRight && !isOver ? userId : null;
        }
    }

    // Neither follows a link nor opens what has no length: a pipe would never end.
    private static string? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null)
        {
            return null;
        }

        if (file.Length == 0)
        {
            return "";
        }

        using var stream = file.OpenRead();
        var bytes = new byte[MostBytes];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)).TrimStart('\uFEFF');
    }
}
