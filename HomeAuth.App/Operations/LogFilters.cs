using HomeAuth.App.Authentication;

namespace HomeAuth.App.Operations;

/// <summary>What of the framework's talk is kept out of the log.</summary>
public static class LogFilters
{
    public static void AddHouseFilters(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // A refused token is counted and said once a window by RefusalLog.
        logging.AddFilter(typeof(BearerAuthentication).FullName, LogLevel.Warning);
        // A missing database or table is not an error before the first migration; other failures come as exceptions.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Database", LogLevel.Critical);
        // A name that is taken is found out by its index and answered as such; whoever asks often must not fill the log with stack traces.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.Critical);
    }
}
