#include "core/memory/process_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

constexpr std::size_t max_pieces = 64;

}  // namespace

std::size_t ProcessMemory::read(Addr from, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    std::array<iovec, max_pieces> remote;
    std::size_t pieces = 0;
    std::size_t wanted = 0;
    for (; pieces < max_pieces && done + wanted < into.size(); ++pieces) {
      const Addr at = from + done + wanted;
      const std::size_t length = std::min(bytes_to_page_end(at), into.size() - done - wanted);
      // The traced program's address as the kernel wants it: a pointer that is never followed here.
      remote[pieces] = {reinterpret_cast<void*>(at.value()), length};
      wanted += length;
    }
    const iovec local{into.data() + done, wanted};
    const ssize_t got = process_vm_readv(thread_.value(), &local, 1, remote.data(), pieces, 0);
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
    if (static_cast<std::size_t>(got) < wanted) break;
  }
  return done;
}

Result<void> ProcessMemory::write(Addr to, std::span<const std::byte> bytes) const {
  const UniqueFd memory(
      open(fmt::format("/proc/{}/mem", thread_.value()).c_str(), O_WRONLY | O_CLOEXEC));
  if (!memory) {
    const int number = errno == ENOENT ? ESRCH : errno;
    return fail_errno(fmt::format("cannot open the memory of thread {}", thread_.value()), number);
  }
  const ssize_t count =
      pwrite(memory.get(), bytes.data(), bytes.size(), static_cast<off_t>(to.value()));
  if (count == static_cast<ssize_t>(bytes.size())) return {};
  return fail(fmt::format("cannot write {} byte{} at {:#x}: not all of these addresses are mapped "
                          "(`maps` shows which are)",
                          bytes.size(), bytes.size() == 1 ? "" : "s", to.value()),
              Errno(EFAULT));
}

}  // namespace spyglass
