#include "lang/base/diagnostic.hpp"

#include <cerrno>
#include <cstring>

namespace hm {

const std::vector<CodeInfo>& all_codes() {
  static const std::vector<CodeInfo> codes = {
#define HM_CODE(id, slug, blame, catchable, explanation) {Code::id, slug, blame, catchable, explanation},
#include "lang/base/diagnostic_codes.def"
#undef HM_CODE
  };
  return codes;
}

const CodeInfo& info(Code code) { return all_codes()[static_cast<std::size_t>(code)]; }

const CodeInfo* find_code(std::string_view slug) {
  for (const CodeInfo& code : all_codes()) {
    if (code.slug == slug) return &code;
  }
  return nullptr;
}

namespace {

Code code_for_errno(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return Code::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::PermissionDenied;
    case ENOENT:
    case ENOTDIR:
      return Code::NotFound;
    default:
      return Code::IoError;
  }
}

}  // namespace

Error fail_errno(int saved_errno, std::string doing) {
  Error error = fail(code_for_errno(saved_errno), "cannot {}: {}", doing, std::strerror(saved_errno));
  error.diagnostic().os_error = saved_errno;
  return error;
}

}  // namespace hm
