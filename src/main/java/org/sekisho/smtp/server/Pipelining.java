package org.sekisho.smtp.server;

import org.sekisho.smtp.Command;

/// Whether a client may send more before it knows the answer. RFC 2920 §3.1.
final class Pipelining {
    private Pipelining() {}

    /// Asked when more was received already. Some commands end a group of pipelined commands, and without EHLO
    /// there are no groups. Who goes on nevertheless is no mail program, or has the words of another protocol put
    /// into its mouth.
    /// @param extended EHLO was said
    static boolean isOutOfStep(Command command, boolean extended) {
        return switch (command) {
            case Command.Helo _ -> true;
            case Command.Ehlo _ -> true;
            case Command.Lhlo _ -> true;
            case Command.Data _ -> true;
            case Command.StartTls _ -> true;
            case Command.Auth _ -> true;
            case Command.Xclient _ -> true;
            case Command.Quit _ -> false; // whatever follows is not read
            case Command.Unknown _ -> false; // answered as what it is
            case Command.Mail _ -> !extended;
            case Command.Rcpt _ -> !extended;
            case Command.Bdat _ -> !extended;
            case Command.Rset _ -> !extended;
            case Command.Noop _ -> !extended;
            case Command.Vrfy _ -> !extended;
            case Command.Expn _ -> !extended;
            case Command.Help _ -> !extended;
            case Command.Etrn _ -> !extended;
            case Command.Xforward _ -> !extended;
            case Command.UnknownParameter _ -> !extended;
        };
    }
}
