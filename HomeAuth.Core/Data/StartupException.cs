namespace HomeAuth.Core.Data;

/// <summary>The program cannot start. The message is one line for the person who runs it: what is wrong and how to mend it.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
