/// Reads a Postfix installation: settings, queue, log. Finds its relay holes; writes nothing, and needs none of
/// its programs.
@NullMarked
package org.sekisho.postfix;

import org.jspecify.annotations.NullMarked;
