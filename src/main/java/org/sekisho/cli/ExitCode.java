package org.sekisho.cli;

/// What a script learns.
public final class ExitCode {
    public static final int GOOD = 0;
    /// The check found something; what was asked was refused.
    public static final int FOUND = 1;
    public static final int USAGE = 2;
    /// Could not tell: the server is not running, or has a bug.
    public static final int COULD_NOT_TELL = 3;
    /// EX_TEMPFAIL of sysexits.h.
    public static final int TEMPORARY = 75;

    private ExitCode() {}
}
