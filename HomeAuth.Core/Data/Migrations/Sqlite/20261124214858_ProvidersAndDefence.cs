using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HomeAuth.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProvidersAndDefence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "UserId",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT");

            migrationBuilder.AddColumn<string>(
                name: "ProviderId",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProviderType",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DeprecatedAccesses",
                columns: table => new
                {
                    Household = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    UserAgent = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false),
                    Accepted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeprecatedAccesses", x => new { x.Household, x.UserAgent, x.Path });
                });

            migrationBuilder.CreateIndex(
                name: "IX_DeprecatedAccesses_LastAt",
                table: "DeprecatedAccesses",
                column: "LastAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DeprecatedAccesses");

            migrationBuilder.DropColumn(
                name: "ProviderId",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "ProviderType",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "AuthorizationCodes");

            migrationBuilder.AlterColumn<string>(
                name: "UserId",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
