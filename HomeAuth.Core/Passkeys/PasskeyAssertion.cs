using Microsoft.AspNetCore.Identity;

namespace HomeAuth.Core.Passkeys;

/// <summary>A passkey ceremony that succeeded: signed by the device, for this site, in answer to a challenge that was used for nothing else, with the person verified.</summary>
/// <param name="UserId">Whose passkey it is.</param>
/// <param name="Passkey">The passkey, with the counter as the device has it now.</param>
public sealed record PasskeyAssertion(string UserId, UserPasskeyInfo Passkey);
