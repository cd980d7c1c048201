#include "core/base/filter_program.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/unique_fd.hpp"

namespace spyglass {

Result<FilterProgram> FilterProgram::of(const void* context) {
  // libseccomp hands a program out through a descriptor alone.
  const UniqueFd file(memfd_create("filter", MFD_CLOEXEC));
  if (!file) return fail_errno("cannot make a file for the filter", errno);
  if (const int done = seccomp_export_bpf(const_cast<void*>(context), file.get()); done != 0) {
    return fail_errno("libseccomp cannot make the filter", -done);
  }
  const off_t size = lseek(file.get(), 0, SEEK_END);
  FilterProgram program;
  program.code_.resize(static_cast<std::size_t>(size));
  if (pread(file.get(), program.code_.data(), program.code_.size(), 0) != size) {
    return fail_errno("cannot read the filter", errno);
  }
  return program;
}

bool FilterProgram::install() const {
  sock_fprog program{
      .len = static_cast<unsigned short>(code_.size() / sizeof(sock_filter)),
      // Only read, says seccomp(2).
      .filter = reinterpret_cast<sock_filter*>(const_cast<std::byte*>(code_.data()))};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace spyglass
