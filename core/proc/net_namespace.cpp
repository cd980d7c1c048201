#include "core/proc/net_namespace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace spyglass::proc {

namespace {

std::string path_of(Tid thread, const char* kind) {
  return fmt::format("/proc/{}/ns/{}", thread.value(), kind);
}

bool is_elsewhere(Tid thread) {
  struct stat ours {
  }, theirs{};
  return thread != Tid() && stat("/proc/self/ns/net", &ours) == 0 &&
         stat(path_of(thread, "net").c_str(), &theirs) == 0 && ours.st_ino != theirs.st_ino;
}

UniqueFd make_socket() {
  return UniqueFd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
}

bool enter(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return file && setns(file.get(), 0) == 0;
}

/// A descriptor in a message (unix(7), SCM_RIGHTS).
struct Parcel {
  char byte = 0;
  iovec text{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
  msghdr message{};
  Parcel() {
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
  }
};

void send_descriptor(int to, int descriptor) {
  Parcel parcel;
  cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  (void)sendmsg(to, &parcel.message, 0);
}

UniqueFd receive_descriptor(int from) {
  Parcel parcel;
  if (recvmsg(from, &parcel.message, MSG_CMSG_CLOEXEC) <= 0) return {};
  const cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return {};
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return UniqueFd(descriptor);
}

/// A socket stays in the namespace that it was made in, so a child of ours makes it there.
UniqueFd make_socket_with(Tid thread) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  const UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  const pid_t child = fork();
  if (child == 0) {
    // Who is not root may enter the latter by way of the former.
    (void)enter(path_of(thread, "user"));
    if (enter(path_of(thread, "net"))) {
      if (const UniqueFd made = make_socket()) send_descriptor(theirs.get(), made.get());
    }
    _exit(0);
  }
  theirs.reset();
  UniqueFd received = child > 0 ? receive_descriptor(ours.get()) : UniqueFd();
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return received;
}

}  // namespace

UniqueFd diagnosis_socket(Tid thread) {
  if (is_elsewhere(thread)) {
    if (UniqueFd there = make_socket_with(thread)) return there;
  }
  return make_socket();
}

}  // namespace spyglass::proc
