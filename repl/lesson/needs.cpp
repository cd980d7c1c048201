#include "repl/lesson/needs.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/abi/abi.hpp"
#include "core/ptrace/launch.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

std::optional<std::string> why_missing(const std::string& need) {
  if (const Abi* abi = abi_by_name(need)) {
    if (kernel_runs(*abi)) return std::nullopt;
    const bool may_be_off = abi->id == AbiId::i386 && native_abi().id == AbiId::x86_64;
    return fmt::format("this kernel runs no {} programs{}", abi->name,
                       may_be_off ? " (it is built without CONFIG_IA32_EMULATION, or was started "
                                    "with ia32_emulation=off)"
                                  : "");
  }
  const auto program = find_program(need);
  if (program && access(program->c_str(), X_OK) == 0) return std::nullopt;
  return fmt::format("there is no program `{}` in PATH", need);
}

}  // namespace

bool kernel_runs(const Abi& abi) {
  constexpr int status_of_example = 3;
  const std::string path =
      (resources::programs() / resources::folder_of(abi) / "exit-status").string();
  auto child = prepare_child({.path = path, .arguments = {path}, .streams = Streams::pipes});
  if (!child) return false;
  const char byte = 1;
  const bool told = write(child->go.get(), &byte, 1) == 1;
  int status = 0;
  const bool ended = waitpid(child->process.value(), &status, 0) == child->process.value();
  return told && ended && WIFEXITED(status) && WEXITSTATUS(status) == status_of_example;
}

std::optional<std::string> what_is_missing(const std::vector<std::string>& needs) {
  for (const std::string& need : needs) {
    if (auto missing = why_missing(need)) return missing;
  }
  return std::nullopt;
}

}  // namespace spyglass
