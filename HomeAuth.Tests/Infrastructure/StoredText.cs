using System.Text;
using HomeAuth.Core;
using Npgsql;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>What somebody reads who steals the database.</summary>
internal static class StoredText
{
    public static async Task<string> ReadAsync(TestHouse house)
    {
        var text = new StringBuilder();
        if (house.Options.Database.Provider == DatabaseProvider.Postgres)
        {
            await using var connection = new NpgsqlConnection(house.Options.Database.ConnectionString);
            await connection.OpenAsync();
            foreach (var table in await ColumnAsync(connection, "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'"))
            {
                (await ColumnAsync(connection, $"SELECT row_to_json(row)::text FROM {table} row")).ForEach(row => text.AppendLine(row));
            }
        }
        else
        {
            foreach (var path in Directory.GetFiles(house.Directory.Path, "homeauth.db*"))
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(file, Encoding.Latin1);
                text.AppendLine(await reader.ReadToEndAsync());
            }
        }

        return text.ToString();
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
