/// What a person may do with the running server, and the Unix-domain socket over which the command line asks for
/// it.
@NullMarked
package org.sekisho.admin;

import org.jspecify.annotations.NullMarked;
