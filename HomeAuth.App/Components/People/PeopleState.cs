using HomeAuth.Core.People;

namespace HomeAuth.App.Components.People;

/// <summary>What this tab looks for in the list of people; it stays while one of them is looked at.</summary>
public sealed class PeopleState
{
    public PeopleQuery Query { get; set; } = new();
}
