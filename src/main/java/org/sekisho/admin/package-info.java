/// What a person may do, one method each.
@NullMarked
package org.sekisho.admin;

import org.jspecify.annotations.NullMarked;
