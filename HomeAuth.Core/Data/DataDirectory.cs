namespace HomeAuth.Core.Data;

/// <summary>The folder that holds everything the house must not lose: mode 0700, its files 0600, used by one server at a time.</summary>
public sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    private FileStream? _lock;

    /// <summary>Wraps a folder; nothing is touched yet.</summary>
    public DataDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether this process holds it. False for tools that only look at the model.</summary>
    public bool IsOpen => _lock is not null;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder if it is missing, closes it to others, and keeps it for this process until disposal.</summary>
    /// <exception cref="StartupException">The folder cannot be written, or another server uses it.</exception>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(Path);
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.SetUnixFileMode(Path, OwnerOnlyFolder);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }

        try
        {
            _lock = OpenForOwner(File("homeauth.lock"), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unwritable(error);
        }
        catch (IOException error)
        {
            throw System.IO.File.Exists(File("homeauth.lock"))
                ? new StartupException($"Another HomeAuth already uses the data directory {Path}; stop it, or choose another folder with HomeAuth:DataDirectory.", error)
                : Unwritable(error);
        }
    }

    /// <summary>Writes a file that only the service's own user can read, whole or not at all.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var partial = File(name + ".part");
        System.IO.File.Delete(partial);
        using (var stream = OpenForOwner(partial, FileMode.CreateNew, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(partial, File(name), overwrite: true);
    }

    /// <summary>Creates an empty file that only the service's own user can read, unless there is one.</summary>
    public void Touch(string name)
    {
        if (!System.IO.File.Exists(File(name)))
        {
            OpenForOwner(File(name), FileMode.CreateNew, FileShare.Read).Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock?.Dispose();

    private static FileStream OpenForOwner(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        return new FileStream(path, options);
    }

    private StartupException Unwritable(Exception error) =>
        new($"The data directory {Path} cannot be written ({error.Message}); make it writable, or choose another folder with HomeAuth:DataDirectory.", error);
}
