using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HomeAuth.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HistoryAndAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Device",
                table: "SecurityEvents",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AlertChoices",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    Target = table.Column<string>(type: "TEXT", nullable: true),
                    SilentKinds = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    QuietFrom = table.Column<int>(type: "INTEGER", nullable: true),
                    QuietTo = table.Column<int>(type: "INTEGER", nullable: true),
                    TargetChosenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TestedAt = table.Column<long>(type: "INTEGER", nullable: true)
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
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EventId = table.Column<long>(type: "INTEGER", nullable: false),
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    WasMine = table.Column<bool>(type: "INTEGER", nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Target = table.Column<string>(type: "TEXT", nullable: true)
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
                name: "AlertLinks",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    AlertId = table.Column<string>(type: "TEXT", nullable: false),
                    ExpireAt = table.Column<long>(type: "INTEGER", nullable: false)
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AlertChoices");

            migrationBuilder.DropTable(
                name: "AlertLinks");

            migrationBuilder.DropTable(
                name: "Alerts");

            migrationBuilder.DropColumn(
                name: "Device",
                table: "SecurityEvents");
        }
    }
}
