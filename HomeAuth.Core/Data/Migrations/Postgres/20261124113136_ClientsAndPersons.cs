using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HomeAuth.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ClientsAndPersons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "AccessTokenSeconds",
                table: "RefreshTokens",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "ClientIcon",
                table: "RefreshTokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "JwtKey",
                table: "RefreshTokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SecretHash",
                table: "RefreshTokens",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuthorizationCodes",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ClientId = table.Column<string>(type: "text", nullable: false),
                    UserId = table.Column<string>(type: "character varying(32)", nullable: false),
                    CredentialId = table.Column<string>(type: "text", nullable: true),
                    CodeChallenge = table.Column<string>(type: "text", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RedeemedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RedeemedFrom = table.Column<string>(type: "text", nullable: true),
                    TokenId = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuthorizationCodes", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_AuthorizationCodes_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "HouseDocuments",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    Value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HouseDocuments", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "OpenOnboardingSteps",
                columns: table => new
                {
                    Step = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OpenOnboardingSteps", x => x.Step);
                });

            migrationBuilder.CreateTable(
                name: "Persons",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(250)", maxLength: 250, nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    UserId = table.Column<string>(type: "character varying(32)", nullable: true),
                    Picture = table.Column<string>(type: "text", nullable: true),
                    DeviceTrackers = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Persons", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Persons_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RefreshTokens_SecretHash",
                table: "RefreshTokens",
                column: "SecretHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "OneLongLivedTokenOfAName",
                table: "RefreshTokens",
                columns: new[] { "UserId", "ClientName" },
                unique: true,
                filter: "\"TokenType\" = 'LongLivedAccessToken'");

            migrationBuilder.CreateIndex(
                name: "IX_AuthorizationCodes_CreatedAt",
                table: "AuthorizationCodes",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_AuthorizationCodes_UserId",
                table: "AuthorizationCodes",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Persons_UserId",
                table: "Persons",
                column: "UserId",
                unique: true);

            // A house that was claimed before persons were kept has one all the same.
            migrationBuilder.Sql(
                """INSERT INTO "Persons" ("Id", "Name", "UserId", "DeviceTrackers", "CreatedAt") SELECT 'owner', "Name", "Id", '', "CreatedAt" FROM "Users" WHERE "IsOwner" """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuthorizationCodes");

            migrationBuilder.DropTable(
                name: "HouseDocuments");

            migrationBuilder.DropTable(
                name: "OpenOnboardingSteps");

            migrationBuilder.DropTable(
                name: "Persons");

            migrationBuilder.DropIndex(
                name: "IX_RefreshTokens_SecretHash",
                table: "RefreshTokens");

            migrationBuilder.DropIndex(
                name: "OneLongLivedTokenOfAName",
                table: "RefreshTokens");

            migrationBuilder.DropColumn(
                name: "AccessTokenSeconds",
                table: "RefreshTokens");

            migrationBuilder.DropColumn(
                name: "ClientIcon",
                table: "RefreshTokens");

            migrationBuilder.DropColumn(
                name: "JwtKey",
                table: "RefreshTokens");

            migrationBuilder.DropColumn(
                name: "SecretHash",
                table: "RefreshTokens");
        }
    }
}
