/// Tells others that new mail has come: by HTTP, or by running a program.
@NullMarked
package org.sekisho.notice;

import org.jspecify.annotations.NullMarked;
