namespace HomeAuth.Core;

/// <summary>Who does something: the person, the token they are signed in with, and where from.</summary>
/// <param name="UserId">The acting user.</param>
/// <param name="TokenId">The refresh token behind the request, or null for the program itself.</param>
/// <param name="Origin">Where the request comes from.</param>
/// <param name="AsksAgain">Whether sensitive acts need a recent proof; false where a client of Home Assistant gives one of its own commands, since it could not be asked.</param>
public sealed record Actor(string UserId, string? TokenId, RequestOrigin Origin, bool AsksAgain = true);
