#include "core/base/loopback.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <string_view>

#include "core/base/unique_fd.hpp"

namespace spyglass {

bool raise_loopback() {
  const UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::string_view("lo").copy(request.ifr_name, sizeof request.ifr_name);
  request.ifr_flags = IFF_UP;
  return any && ioctl(any.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace spyglass
