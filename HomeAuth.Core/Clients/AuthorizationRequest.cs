using HomeAuth.Core.Data;

namespace HomeAuth.Core.Clients;

/// <summary>A client's wish to have somebody sign in for it.</summary>
/// <param name="ClientId">The client, exactly as it wrote its id.</param>
/// <param name="RedirectUri">Where the answer goes, exactly as written.</param>
/// <param name="Purpose">What the code will be good for.</param>
/// <param name="CodeChallenge">The S256 challenge, if the client sent one.</param>
public sealed record AuthorizationRequest(string ClientId, string RedirectUri, CodePurpose Purpose = CodePurpose.Authorize, string? CodeChallenge = null);
