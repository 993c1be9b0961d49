using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HomeAuth.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ProvidersDefenceAndAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Device",
                table: "SecurityEvents",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

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
                name: "AddressBans",
                columns: table => new
                {
                    Network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Failures = table.Column<int>(type: "integer", nullable: true),
                    ActorId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AddressBans", x => x.Network);
                });

            migrationBuilder.CreateTable(
                name: "AlertChoices",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "character varying(32)", nullable: false),
                    Target = table.Column<string>(type: "text", nullable: true),
                    SilentKinds = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    QuietFrom = table.Column<int>(type: "integer", nullable: true),
                    QuietTo = table.Column<int>(type: "integer", nullable: true),
                    TargetChosenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    TestedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertChoices", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_AlertChoices_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<string>(type: "character varying(32)", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    SeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    WasMine = table.Column<bool>(type: "boolean", nullable: true),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    SentAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Target = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Alerts_SecurityEvents_EventId",
                        column: x => x.EventId,
                        principalTable: "SecurityEvents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Alerts_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

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

            migrationBuilder.CreateTable(
                name: "KnownDevices",
                columns: table => new
                {
                    DeviceId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    UserId = table.Column<string>(type: "character varying(32)", nullable: false),
                    SignedInAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KnownDevices", x => new { x.DeviceId, x.UserId });
                    table.ForeignKey(
                        name: "FK_KnownDevices_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AlertLinks",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AlertId = table.Column<string>(type: "character varying(32)", nullable: false),
                    ExpireAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertLinks", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_AlertLinks_Alerts_AlertId",
                        column: x => x.AlertId,
                        principalTable: "Alerts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AddressBans_Until",
                table: "AddressBans",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_AlertLinks_AlertId",
                table: "AlertLinks",
                column: "AlertId");

            migrationBuilder.CreateIndex(
                name: "IX_AlertLinks_ExpireAt",
                table: "AlertLinks",
                column: "ExpireAt");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_DueAt",
                table: "Alerts",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_EventId",
                table: "Alerts",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_UserId_EventId",
                table: "Alerts",
                columns: new[] { "UserId", "EventId" });

            migrationBuilder.CreateIndex(
                name: "IX_DeprecatedAccesses_LastAt",
                table: "DeprecatedAccesses",
                column: "LastAt");

            migrationBuilder.CreateIndex(
                name: "IX_KnownDevices_SignedInAt",
                table: "KnownDevices",
                column: "SignedInAt");

            migrationBuilder.CreateIndex(
                name: "IX_KnownDevices_UserId",
                table: "KnownDevices",
                column: "UserId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AddressBans");

            migrationBuilder.DropTable(
                name: "AlertChoices");

            migrationBuilder.DropTable(
                name: "AlertLinks");

            migrationBuilder.DropTable(
                name: "DeprecatedAccesses");

            migrationBuilder.DropTable(
                name: "KnownDevices");

            migrationBuilder.DropTable(
                name: "Alerts");

            migrationBuilder.DropColumn(
                name: "Device",
                table: "SecurityEvents");

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
