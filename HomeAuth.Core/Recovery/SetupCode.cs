using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;

namespace HomeAuth.Core.Recovery;

/// <summary>The one-time code that proves that whoever claims the house can see its console or its data directory.</summary>
/// <remarks>Kept in a file of mode 0600, so that it survives a restart and can be read without a console; gone when the house is claimed.</remarks>
public sealed class SetupCode(DataDirectory directory)
{
    /// <summary>The name of the file in the data directory.</summary>
    public const string FileName = "setup-code.txt";

    /// <summary>The code, made on first use; in groups, to be read out and typed.</summary>
    public string Current()
    {
        if (Read() is { } existing)
        {
            return existing;
        }

        var code = ReadableCode.New();
        directory.Write(FileName, Encoding.ASCII.GetBytes(code + "\n"));
        return code;
    }

    /// <summary>Whether this is the code; case, blanks and dashes do not matter.</summary>
    public bool Matches(string? candidate) => Read() is { } code
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ReadableCode.Normalize(candidate)), Encoding.UTF8.GetBytes(ReadableCode.Normalize(code)));

    /// <summary>Makes the code worthless.</summary>
    public void Forget() => File.Delete(directory.File(FileName));

    private string? Read()
    {
        var path = directory.File(FileName);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { } code && ReadableCode.Fits(code) ? code : null;
    }
}
