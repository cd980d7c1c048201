// Programs that are started into a sandbox.

#include <filesystem>

#include "repl/shell/shell.hpp"
#include "repl/shown_places.hpp"

namespace spyglass {

namespace fs = std::filesystem;

Result<void> Shell::hold_in(ProgramSpec& spec) {
  if (!spec.sandbox && !settings_.sandbox.holds_everything()) return {};
  const fs::path program = fs::absolute(spec.path_from_here());
  // Its time may be up, and a program of one's own may lie where programs of a lesson see nothing.
  if (spec.sandbox && spec.sandbox->is_alive() &&
      !spec.sandbox->facts().places.hides(program.string())) {
    return {};
  }
  SandboxWish wish{.shown = shown_places(program), .spare = spare_of_session};
  if (spec.sandbox) {
    wish.scratch = spec.sandbox->facts().places.scratch;
  } else {
    auto made = Scratch::make("the program");
    if (!made) return tl::make_unexpected(made.error());
    // Only when no program of the sandbox before runs any more may its directory go.
    (void)session_.kill();
    scratch = std::move(*made);
    wish.scratch = scratch->path().string();
  }
  auto sandbox = make_sandbox(settings_.sandbox, std::move(wish));
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  spec.put_into(std::move(*sandbox));
  return {};
}

}  // namespace spyglass
