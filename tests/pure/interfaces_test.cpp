// What ioctls about network interfaces take, in memory.

#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/report/text.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

ifreq named(const char* name) {
  ifreq request{};
  std::memcpy(request.ifr_name, name, std::min(std::strlen(name), sizeof request.ifr_name));
  return request;
}
void set_address(sockaddr& address, std::uint32_t inet) {
  const sockaddr_in value{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(inet)}};
  std::memcpy(&address, &value, sizeof value);
}

/// The argument, of a struct that ends at a guard page.
template <class T>
std::string told(std::uint64_t request, const T& contents, std::int64_t result = 0) {
  ProgramMemory program(sizeof contents);
  std::memcpy(program.bytes().data(), &contents, sizeof contents);
  const Call call = made_call("ioctl", {3, request, DecodeBench::base}, result, program);
  return value_text(call.arguments.at(2));
}

TEST_CASE("a request is the interface's name, and what it is about") {
  ifreq request = named("eth0");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  CHECK(told(SIOCGIFFLAGS, request) == R"({ifr_name="eth0", ifr_flags=IFF_UP|IFF_RUNNING})");
  CHECK(told(SIOCSIFFLAGS, request) == R"({ifr_name="eth0", ifr_flags=IFF_UP|IFF_RUNNING})");
  CHECK(told(SIOCGIFFLAGS, request, -ENODEV) == R"({ifr_name="eth0"})");
  request.ifr_mtu = 1500;
  CHECK(told(SIOCGIFMTU, request) == R"({ifr_name="eth0", ifr_mtu=1500})");
  request.ifr_ifindex = 7;
  CHECK(told(SIOCGIFINDEX, request) == R"({ifr_name="eth0", ifr_ifindex=7})");
  CHECK(told(SIOCGIFNAME, request) == R"({ifr_ifindex=7, ifr_name="eth0"})");
  CHECK(told(SIOCGIFNAME, request, -ENODEV) == "{ifr_ifindex=7}");
  CHECK(told(SIOCGIFINDEX, named("0123456789abcdef")) ==
        R"({ifr_name="0123456789abcde"..., ifr_ifindex=0})");
}

TEST_CASE("addresses of interfaces") {
  ifreq request = named("lo");
  set_address(request.ifr_addr, INADDR_LOOPBACK);
  const std::string inet =
      R"({sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")})";
  CHECK(told(SIOCGIFADDR, request) == R"({ifr_name="lo", ifr_addr=)" + inet + "}");
  CHECK(told(SIOCGIFNETMASK, request) == R"({ifr_name="lo", ifr_netmask=)" + inet + "}");
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  std::memcpy(request.ifr_hwaddr.sa_data, "\2\xfc\0\0\0\1", 6);
  CHECK(told(SIOCGIFHWADDR, request) ==
        R"({ifr_name="lo", ifr_hwaddr={sa_family=ARPHRD_ETHER, sa_data=02:fc:00:00:00:01}})");
}

TEST_CASE("a list of interfaces tells how much room there was, and how much it took") {
  ProgramMemory program;
  ifreq one = named("lo");
  set_address(one.ifr_addr, INADDR_LOOPBACK);
  ifconf list{.ifc_len = 3 * sizeof one, .ifc_ifcu = {}};
  list.ifc_buf = reinterpret_cast<char*>(program.put_value(one));
  const auto at = program.put_value(list);
  const BufferMemory memory = program.memory();
  const auto lines = [&](std::int32_t after, std::int64_t result) {
    Call call = decode_entry({.abi = AbiId::x86_64,
                              .number = call_number(AbiId::x86_64, "ioctl").value(),
                              .arguments = {3, SIOCGIFCONF, at}},
                             memory, {});
    const std::int32_t before = list.ifc_len;
    const auto length = program.bytes().subspan(at - DecodeBench::base);
    std::memcpy(length.data(), &after, sizeof after);
    decode_exit(call, result, memory, {});
    std::memcpy(length.data(), &before, sizeof before);
    return value_text(call.arguments.at(2));
  };
  CHECK(lines(sizeof one, 0) ==
        R"({ifc_len=120 /* 3 * sizeof(struct ifreq) */ => 40 /* 1 * sizeof(struct ifreq) */, )"
        R"(ifc_buf=[{ifr_name="lo", ifr_addr={sa_family=AF_INET, sin_port=htons(0), )"
        R"(sin_addr=inet_addr("127.0.0.1")}}]})");
  CHECK(lines(0, 0) == "{ifc_len=120 /* 3 * sizeof(struct ifreq) */ => 0, ifc_buf=[]}");
  CHECK(lines(-8, 0).find("=> -8, ifc_buf=[]}") != std::string::npos);
  CHECK(lines(list.ifc_len, -EFAULT).find("ifc_buf=0x7") != std::string::npos);
  CHECK(lines(0x7fffffff, 0).ends_with(", ...]}"));
}

TEST_CASE("requests about interfaces never read past the struct") {
  for (const std::uint64_t request : {SIOCGIFNAME, SIOCGIFCONF, SIOCGIFFLAGS, SIOCSIFADDR,
                                      SIOCGIFHWADDR, SIOCSIFNAME, SIOCSIFMAP}) {
    ProgramMemory program(4096);
    const std::uint64_t end = DecodeBench::base + 4096;
    for (std::uint64_t left = 0; left <= 64; ++left) {
      const Call call = made_call("ioctl", {3, request, end - left}, 0, program);
      const std::string said = value_text(call.arguments.at(2));
      const std::uint64_t whole = request == SIOCGIFCONF ? sizeof(ifconf) : sizeof(ifreq);
      INFO(request << ", " << left << " bytes: " << said);
      CHECK((said == address_text(end - left)) == (left < whole));
    }
  }
}

}  // namespace
}  // namespace spyglass
