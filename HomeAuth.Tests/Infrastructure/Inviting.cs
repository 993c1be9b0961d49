using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Invites Berta into a running house.</summary>
public static class Inviting
{
    /// <summary>The page behind an invitation that is good for seven days.</summary>
    public static async Task<string> InviteAsync(
        this HouseServer server, string groupId = Group.UsersId, AccessLimits? limits = null, string? inviterId = null)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var request = new InvitationRequest("Berta", [groupId], limits ?? AccessLimits.None, TimeSpan.FromDays(7));
        var invitations = scope.ServiceProvider.GetRequiredService<Invitations>();
        return InvitationAddress.Of((await invitations.CreateAsync(request, TestHouse.Actor(inviterId ?? await server.OwnerIdAsync()))).Secret);
    }
}
