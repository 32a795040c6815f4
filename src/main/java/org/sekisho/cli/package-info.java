/// The command line: it asks the running server over [org.sekisho.admin], and starts one by a [Launcher].
@NullMarked
package org.sekisho.cli;

import org.jspecify.annotations.NullMarked;
