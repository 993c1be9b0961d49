using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HomeAuth.Core.Themes;

/// <summary>A part of a file: a text, a map or a list.</summary>
internal abstract record ThemeNode(long Line, string? Tag)
{
    /// <summary>A text; null where nothing stands.</summary>
    internal sealed record Text(string? Value, long Line, string? Tag) : ThemeNode(Line, Tag);

    /// <summary>A map, in the order of the file; a key may stand twice.</summary>
    internal sealed record Map(IReadOnlyList<(Text Key, ThemeNode Value)> Entries, long Line, string? Tag) : ThemeNode(Line, Tag);

    /// <summary>A list.</summary>
    internal sealed record List(IReadOnlyList<ThemeNode> Items, long Line, string? Tag) : ThemeNode(Line, Tag);
}

/// <summary>Reads YAML that strangers wrote: no deeper, no longer, and with no more references than themes need.</summary>
internal sealed class ThemeYaml
{
    private const int Deepest = 12;
    private const int MostNodes = 40_000;

    private readonly Parser _parser;
    private readonly Dictionary<string, ThemeNode> _anchors = [];
    private int _nodes;

    public ThemeYaml(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Whether it was given up because there is more in it than themes need.</summary>
    public bool IsTooLong => _nodes > MostNodes;

    /// <summary>The line on which a second document begins, which is not read; null for none.</summary>
    public long? SecondDocument { get; private set; }

    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlException">It is no YAML, or too deep, or too long.</exception>
    public ThemeNode? Read()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var read = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        SecondDocument = _parser.Accept<DocumentStart>(out var second) ? second.Start.Line : null;
        return read;
    }

    private ThemeNode ReadNode(int depth)
    {
        var line = _parser.Current?.Start.Line ?? 0;
        if (depth > Deepest || ++_nodes > MostNodes)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "Too deep or too long");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, "Unknown alias");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var nothing = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
            return Remember(scalar, new ThemeNode.Text(nothing ? null : scalar.Value, line, Tag(scalar)));
        }

        return _parser.TryConsume<SequenceStart>(out var list) ? ReadList(list, depth) : ReadMap(_parser.Consume<MappingStart>(), depth);
    }

    private ThemeNode ReadList(SequenceStart start, int depth)
    {
        List<ThemeNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return Remember(start, new ThemeNode.List(items, start.Start.Line, Tag(start)));
    }

    private ThemeNode ReadMap(MappingStart start, int depth)
    {
        List<(ThemeNode.Text, ThemeNode)> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out var end))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            // A map as a key names nothing.
            entries.Add((key as ThemeNode.Text ?? new ThemeNode.Text("", key.Line, null), value));
        }

        return Remember(start, new ThemeNode.Map(entries, start.Start.Line, Tag(start)));
    }

    // What a node refers to is known once it is whole, so none can hold itself.
    private ThemeNode Remember(NodeEvent read, ThemeNode node)
    {
        if (!read.Anchor.IsEmpty)
        {
            _anchors[read.Anchor.Value] = node;
        }

        return node;
    }

    private static string? Tag(NodeEvent read) => read.Tag.IsEmpty || !read.Tag.IsLocal ? null : read.Tag.Value;
}
