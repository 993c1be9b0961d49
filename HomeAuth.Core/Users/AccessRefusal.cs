namespace HomeAuth.Core.Users;

/// <summary>Why somebody may not come now.</summary>
/// <param name="Code"><see cref="ErrorCodes.AccessEnded"/>, <see cref="ErrorCodes.LocalOnly"/> or <see cref="ErrorCodes.OutsideHours"/>, or what the auth provider says; the first of them that holds.</param>
/// <param name="OpensAt">When their hours open next; null if they do not before access ends, or if it is not the hours that refuse.</param>
public sealed record AccessRefusal(string Code, DateTimeOffset? OpensAt);
