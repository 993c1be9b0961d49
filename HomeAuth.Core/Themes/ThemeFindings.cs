namespace HomeAuth.Core.Themes;

/// <summary>What of one file was not taken: each thing once, and no more of it than anybody reads.</summary>
internal sealed class ThemeFindings(string file)
{
    /// <summary>Most of one file, so that it does not hide what is wrong with the others.</summary>
    public const int Most = 200;

    private readonly List<ThemeFinding> _all = [];
    private readonly HashSet<(long Line, string? Name, string Code)> _told = [];

    /// <summary>The theme that is being read; null above and between themes.</summary>
    public string? Theme { get; set; }

    public IReadOnlyCollection<ThemeFinding> All => _all;

    public void Add(long line, string? key, string code)
    {
        // A value that is merged into other themes is wrong in each, which is told where it is written.
        if (_all.Count < Most && _told.Add((line, key ?? Theme, code)))
        {
            _all.Add(new ThemeFinding(file, line, Theme, key, code));
        }
    }

    /// <summary>Nothing of the file is taken, and this is why; what is wrong with parts of it is no news any more.</summary>
    public void RefuseFile(long line, string code)
    {
        _all.Clear();
        _told.Clear();
        Theme = null;
        Add(line, null, code);
    }
}
