#pragma once

namespace spyglass {

/// `spyglass recipe …`; `words` begin with "recipe". The exit status.
int run_recipe(int count, char** words);

}  // namespace spyglass
