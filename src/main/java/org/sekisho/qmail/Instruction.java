package org.sekisho.qmail;

import java.nio.file.Path;

/// A line of a `.qmail` file (dot-qmail(5)).
public sealed interface Instruction {
    Line line();

    /// `&address`, or the address alone.
    /// @param address without a domain it is a local one
    record Forward(Line line, String address) implements Instruction {}

    /// `./Maildir/`: a path with a slash at its end.
    /// @param path resolved against the folder of the file
    record IntoMaildir(Line line, Path path) implements Instruction {}

    /// `./Mailbox`: one file of many messages.
    record IntoMbox(Line line, Path path) implements Instruction {}

    /// `|command`.
    record Run(Line line, String command) implements Instruction {}
}
