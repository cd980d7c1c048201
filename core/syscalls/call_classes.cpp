#include "core/syscalls/call_classes.hpp"

#include <algorithm>
#include <array>

#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

bool takes(const Row& row, const Kind& kind) {
  const auto arguments = row.argument_list();
  return std::any_of(arguments.begin(), arguments.end(),
                     [&](const Argument& argument) { return argument.kind == &kind; });
}

bool takes_path(const Row& row) { return takes(row, kinds::path); }

bool takes_descriptor(const Row& row) {
  return takes(row, kinds::fd) || takes(row, kinds::directory_fd) ||
         row.returns == Returns::descriptor;
}

template <Group group>
bool is_of(const Row& row) {
  return row.group == group;
}

constexpr std::array classes = {
    CallClass{"file", "whatever takes a path", takes_path},
    CallClass{"desc", "whatever takes or makes a descriptor", takes_descriptor},
    CallClass{"memory", "what changes the memory map", is_of<Group::memory>},
    CallClass{"process", "what makes, ends or awaits processes", is_of<Group::processes>},
    CallClass{"signal", "what concerns signals", is_of<Group::signals>},
    CallClass{"network", "sockets", is_of<Group::sockets>},
    CallClass{"ipc", "System V IPC and message queues", is_of<Group::ipc>},
};

}  // namespace

std::span<const CallClass> call_classes() { return classes; }

const CallClass* find_call_class(std::string_view name) {
  const auto found =
      std::ranges::find_if(classes, [&](const CallClass& one) { return one.name == name; });
  return found == classes.end() ? nullptr : &*found;
}

}  // namespace spyglass
