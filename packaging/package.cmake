# What `cmake --install` puts where beside the programs, and the packages of it: Debian's (cpack) and,
# where there is rpmbuild, an rpm (cpack -G RPM).
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # tests are not built for it
install(DIRECTORY ${CMAKE_SOURCE_DIR}/packaging/systemd/ DESTINATION lib/systemd/system)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/ci/templates DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/muster)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Completions and the manual page come from the same table as --help.
foreach(shell IN ITEMS bash zsh fish)
  set(completion ${CMAKE_BINARY_DIR}/completions/${shell})
  add_custom_command(OUTPUT ${completion}
    COMMAND muster completion ${shell} > ${completion}
    DEPENDS muster)
  list(APPEND completions ${completion})
endforeach()
set(pages ${CMAKE_BINARY_DIR}/completions)
add_custom_command(OUTPUT ${pages}/muster.1.gz
  COMMAND muster help --man | gzip -9n > ${pages}/muster.1.gz
  DEPENDS muster)
add_custom_command(OUTPUT ${pages}/muster-capture.1.gz
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/packaging/muster-capture.1 > ${pages}/muster-capture.1.gz
  DEPENDS ${CMAKE_SOURCE_DIR}/packaging/muster-capture.1)
add_custom_command(OUTPUT ${pages}/changelog.gz
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/packaging/debian/changelog > ${pages}/changelog.gz
  DEPENDS ${CMAKE_SOURCE_DIR}/packaging/debian/changelog)
set(manuals ${pages}/muster.1.gz ${pages}/muster-capture.1.gz)
list(APPEND completions ${manuals} ${pages}/changelog.gz)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/completions)
add_custom_target(completions ALL DEPENDS ${completions})
set(made ${CMAKE_BINARY_DIR}/completions)
install(FILES ${manuals} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/changelog.gz ${CMAKE_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${made}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME muster)
install(FILES ${made}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _muster)
install(FILES ${made}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME muster.fish)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME muster)
set(CPACK_PACKAGE_CONTACT "The muster authors <muster@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "inventory of a network in Git, reconciled with NetBox and DNS")
set(CPACK_PACKAGE_DESCRIPTION
  "muster discovers what is on a network, puts it before people as reviewable\nfiles in Git, and makes NetBox, Unbound and PowerDNS agree with what they\napproved.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "git, adduser, libcap2-bin, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ieee-data, openssh-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/postinst)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_REQUIRES "git, libcap, shadow-utils, tzdata")
set(CPACK_RPM_POST_INSTALL_SCRIPT_FILE ${CMAKE_SOURCE_DIR}/packaging/rpm/postinst)
# Folders that a system has already.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/lib/systemd /usr/lib/systemd/system /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/man /usr/share/man/man1 /usr/share/fish /usr/share/fish/vendor_completions.d
  /usr/share/zsh /usr/share/zsh/vendor-completions /usr/share/doc)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
