#include "core/sandbox/layers.hpp"

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

constexpr std::array<LayerWords, layer_count> table = {{
    {Layer::user, "user", "user namespace",
     "it has no power over anything outside, whoever you are",
     "it is the same user outside, with the same power"},
    {Layer::mounts, "mount", "mount namespace",
     "all files are read-only but its scratch directory and a /tmp of its own; your home, /run and "
     "the devices are not there",
     "what it sees and writes is held by Landlock and by file modes alone"},
    {Layer::processes, "pid", "pid namespace",
     "it sees and signals its own processes alone, and all of them end with spyglass",
     "it sees the processes of this machine, and what it starts may go on after it"},
    {Layer::network, "network", "network namespace",
     "it has a loopback of its own, and reaches nobody else",
     "it reaches this machine's network as far as Landlock lets it"},
    {Layer::ipc, "ipc", "IPC namespace", "its System V and POSIX queues and segments are its own",
     "it reaches the System V segments and queues of this machine"},
    {Layer::host_name, "uts", "UTS namespace", "it cannot rename the machine",
     "privileges alone keep it from renaming the machine"},
    {Layer::landlock, "landlock", "Landlock",
     "the kernel checks each file that it opens against a list of places",
     "no second lock is on the files"},
    {Layer::seccomp, "seccomp", "seccomp",
     "it cannot mount, load modules, restart, set clocks, load BPF, measure with perf, use keys, "
     "or "
     "trace others",
     "all system calls are open to it"},
    {Layer::privileges, "privileges", "no_new_privs",
     "set-uid programs give it nothing, and it has no capabilities",
     "set-uid programs make it more than you are"},
    {Layer::limits, "limits", "resource limits",
     "processes, memory, file sizes, descriptors and time are limited",
     "it may use as much of this machine as you may"},
}};

}  // namespace

std::span<const LayerWords> all_layers() { return table; }

const LayerWords& words_of(Layer layer) { return table[static_cast<std::size_t>(layer)]; }

std::optional<Layer> find_layer(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &LayerWords::name);
  return found == table.end() ? std::nullopt : std::optional(found->layer);
}

}  // namespace spyglass
