using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>The persons that programs see.</summary>
public static class PersonCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("person/list", Acts.ViewHouse, ListAsync);
        Words(map.Add("person/create", Acts.EditHouse, CreateAsync, "name", "user_id", "device_trackers", "picture"));
        Words(map.Add("person/update", Acts.EditHouse, UpdateAsync, "person_id", "name", "user_id", "device_trackers", "picture"));
        map.Add("person/delete", Acts.EditHouse, DeleteAsync, "person_id");
    }

    private static Command Words(Command command) => command
        .Answers(ErrorCodes.UserNotFound, "invalid_format", "User does not exist")
        .Answers(ErrorCodes.PersonUserTaken, "invalid_format", "User already taken")
        .Answers(ErrorCodes.NameRequired, "invalid_format", "length of value must be at least 1 for dictionary value @ data['name']")
        .Answers(ErrorCodes.NameTooLong, "invalid_format", "value is too long for dictionary value @ data['name']")
        .Answers(ErrorCodes.NameInvalid, "invalid_format", "value has characters that are not text @ data['name']")
        .Answers(ErrorCodes.ValueTooLarge, "invalid_format", "invalid device_trackers or picture");

    private static async Task<object?> ListAsync(CommandContext context) => new
    {
        Storage = (await context.Get<PersonRegistry>().ListAsync()).Select(Shape),
        Config = Array.Empty<object>(),
    };

    private static async Task<object?> CreateAsync(CommandContext context) =>
        Shape(await context.Get<PersonRegistry>().CreateAsync(Input(context.Fields, context.Fields.Text("name")), context.Actor));

    private static async Task<object?> UpdateAsync(CommandContext context)
    {
        var id = context.Fields.Text("person_id");
        return Shape(await Known(id, () => context.Get<PersonRegistry>().UpdateAsync(
            id, Input(context.Fields, context.Fields.OptionalText("name")), context.Fields.Names.ToHashSet(), context.Actor)));
    }

    private static async Task<object?> DeleteAsync(CommandContext context)
    {
        var id = context.Fields.Text("person_id");
        return await Known(id, async () =>
        {
            await context.Get<PersonRegistry>().RemoveAsync(id, context.Actor);
            return (object?)null;
        });
    }

    private static async Task<T> Known<T>(string id, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.PersonNotFound)
        {
            throw new CommandException("not_found", $"Unable to find person_id {id}");
        }
    }

    private static PersonInput Input(JsonFields fields, string? name) =>
        new(name, fields.NullableText("user_id"), fields.NullableText("picture"), fields.OptionalTexts("device_trackers") ?? []);

    private static Dictionary<string, object> Shape(Person person)
    {
        Dictionary<string, object> shape = new()
        {
            ["id"] = person.Id,
            ["name"] = person.Name,
            ["device_trackers"] = person.DeviceTrackers.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        };
        if (person.UserId is { } userId)
        {
            shape["user_id"] = userId;
        }

        if (person.Picture is { } picture)
        {
            shape["picture"] = picture;
        }

        return shape;
    }
}
