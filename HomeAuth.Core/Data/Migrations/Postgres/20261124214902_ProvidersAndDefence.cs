using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HomeAuth.Core.Data.Migrations.Postgres
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
                type: "character varying(32)",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(32)");

            migrationBuilder.AddColumn<string>(
                name: "ProviderId",
                table: "AuthorizationCodes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProviderType",
                table: "AuthorizationCodes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "AuthorizationCodes",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DeprecatedAccesses",
                columns: table => new
                {
                    Household = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    UserAgent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Path = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    FirstAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    Accepted = table.Column<bool>(type: "boolean", nullable: false)
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
                type: "character varying(32)",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "character varying(32)",
                oldNullable: true);
        }
    }
}
