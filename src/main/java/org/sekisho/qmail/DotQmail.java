package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.List;

/// A `.qmail` file.
/// @param blank nothing in it, not even a comment: the default delivery is meant
public record DotQmail(Path file, boolean blank, List<Instruction> instructions) {
    public DotQmail {
        instructions = List.copyOf(instructions);
    }
}
