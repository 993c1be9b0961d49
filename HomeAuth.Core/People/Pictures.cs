using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Small pictures of people: squares that we drew ourselves from what was sent (<see cref="PictureFile"/>).</summary>
/// <remarks>The address is Home Assistant's, so that its clients show them: <c>/api/image/serve/{id}/512x512</c>.</remarks>
public sealed class Pictures(HomeAuthDb db, Authority authority, PersonEntities entities, SecurityHistory history)
{
    /// <summary>The address under which a picture is served.</summary>
    public static string Address(string pictureId) => $"/api/image/serve/{pictureId}/512x512";

    /// <summary>The address of somebody's picture; null for none.</summary>
    public Task<string?> AddressOfAsync(string userId, CancellationToken cancellationToken = default) =>
        db.Persons.Where(person => person.UserId == userId).Select(person => person.Picture).SingleOrDefaultAsync(cancellationToken);

    /// <summary>A picture; null when there is none of that id.</summary>
    public async Task<Picture?> FindAsync(string pictureId, CancellationToken cancellationToken = default) => Identifier.IsOne(pictureId)
        ? await db.Pictures.AsNoTracking().SingleOrDefaultAsync(picture => picture.Id == pictureId, cancellationToken)
        : null;

    /// <summary>Gives somebody a picture, or takes it away.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="content">A JPEG, PNG or WebP file; null for none.</param>
    /// <param name="crop">Which square of it.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">It is no picture, too large or moves, there is no such user, or the actor may not.</exception>
    public async Task SetAsync(string userId, byte[]? content, PictureCrop crop, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(userId == actor.UserId ? Acts.ChangeAccount : Acts.ChangePeople, actor, userId, cancellationToken);
        var picture = content is null
            ? null
            : new Picture { UserId = userId, Content = await PictureFile.SquareAsync(content, crop, cancellationToken), ContentType = PictureFile.ContentType };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Pictures.Where(old => old.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        if (picture is not null)
        {
            db.Pictures.Add(picture);
        }

        var user = await db.Users.SingleAsync(user => user.Id == userId, cancellationToken);
        var person = await db.Persons.SingleOrDefaultAsync(person => person.UserId == userId, cancellationToken);
        if (person is null && picture is not null && !user.IsService)
        {
            person = await PersonRegistry.OfAsync(db, user, cancellationToken);
            db.Persons.Add(person);
        }

        if (person is not null)
        {
            person.Picture = picture is null ? null : Address(picture.Id);
        }

        history.Add(SecurityEventTypes.PictureChanged, userId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await entities.ChangedAsync(db, EventContext.Of(actor.UserId), CancellationToken.None);
    }
}
