/// Tests against real software: `./sekisho test --peers` installs it and runs them. Every peer runs on loopback,
/// in a folder of its own.
@NullMarked
package org.sekisho.peers;

import org.jspecify.annotations.NullMarked;
