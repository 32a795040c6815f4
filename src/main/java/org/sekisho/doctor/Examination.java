package org.sekisho.doctor;

import java.io.IOException;
import java.util.List;

/// Looks at one side of a server, and changes nothing.
public interface Examination {
    /// What could not be read is a finding as well.
    /// @throws IOException what was to be looked at is not there at all
    List<Finding> findings() throws IOException;
}
