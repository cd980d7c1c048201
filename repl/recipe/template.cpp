#include "repl/recipe/template.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/unique_fd.hpp"
#include "repl/complain.hpp"
#include "repl/recipe/page.hpp"
#include "repl/recipe/recipe_list.hpp"

namespace spyglass {

namespace {

constexpr std::string_view text =
    R"(--- Which calls took longer than I like? This comment is the recipe's help, and the indented part
--- shows a run.
---
---     $ spyglass recipe ./{} min=20 -- sleep 0.1
---     process       took  call
---     4711      100.1 ms  clock_nanosleep

recipe {{
  summary = "calls that took longer than a limit",
  category = "time",
  arguments = {{
    {{ name = "min", type = "duration", default = "10ms", help = "the least that is told of" }},
  }},
  where = "duration >= arg.min",
  columns = {{ "process", "took:seconds", "call" }},
}}

function on.call_exit(e)
  row {{ process = e.process, took = e.duration, call = e.name }}
end
)";

}  // namespace

std::string recipe_template(const std::string& name) { return fmt::format(text, name + ".lua"); }

int begin_recipe(const std::string& name) {
  if (!is_recipe_name(name)) {
    return complain(
        fmt::format("`{}` cannot be a recipe's name: small letters, digits and hyphens", name));
  }
  const std::string file = name + ".lua";
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!fd) return complain(fmt::format("cannot make {}: {}", file, std::strerror(errno)));
  const std::string content = recipe_template(name);
  if (write(fd.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    return complain(fmt::format("cannot write {}: {}", file, std::strerror(errno)));
  }
  return print_to_standard_output(
      fmt::format("{0} is written: a small recipe that explains itself. What to do with it:\n"
                  "  spyglass recipe ./{0} -- sleep 0.1    run it\n"
                  "  spyglass recipe --check ./{0}         look for mistakes\n"
                  "  spyglass recipe --reference           read what else a recipe can do\n",
                  file));
}

}  // namespace spyglass
