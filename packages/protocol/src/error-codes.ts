// The cloud's error codes: `Code` of the older and `errorCode` of the newer error bodies. Not HTTP statuses.
// Source: ErrorCodes of /api/constants, version 6.5.8. Seen on the wire: 512, 527, 528; the others are only defined.

const nameByCode = {
  500: 'Unknown',
  503: 'MissingRequiredData',
  504: 'UnknownSetting',
  505: 'OperationFailedForUnknownReasons',
  506: 'NotApplicableForUser',
  507: 'UnknownUser',
  508: 'RfidTokenInUse',
  509: 'SignUpTooManyRequests',
  510: 'EmailInUse',
  511: 'CellPhoneInUse',
  512: 'UnknownObject',
  513: 'InvalidPassword',
  514: 'IncorrectPassword',
  515: 'UserActivationLinkExpired',
  516: 'LinkRequestExpired',
  517: 'ChargerDeviceIdExists',
  518: 'UnknownDeviceId',
  519: 'UnknownCommand',
  520: 'ErrorCommunicatingWithDevice',
  521: 'StringIsNotAWellFormedVersion',
  522: 'FirmwareVersionExists',
  523: 'FirmwareFileExists',
  524: 'CreateConflict',
  525: 'DeviceFirmwareNotConfigured',
  526: 'FeatureNotEnabled',
  527: 'NotSupported',
  528: 'DeviceCommandRejected',
  529: 'InvalidFormat',
  530: 'MailSendFailed',
  531: 'ConcurrencyError',
  532: 'ConfigurationError',
  533: 'Forbidden',
  534: 'InstallationTypeViolation',
  535: 'PaymentFailed',
  536: 'PaymentAuthorizationRequired',
  537: 'OperationFailedActiveSubscriptions',
  538: 'OperationFailedDueToChargerState',
  539: 'InstallationConstraintViolation',
  540: 'UnknownInstallationId',
  541: 'UnknownEnergySensorId',
  542: 'UnauthorizedToPerformOcppNativeChanges',
} as const;

/** A table with a row for each of them is complete by its type. */
export type CloudErrorCode = keyof typeof nameByCode;

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(nameByCode).map(([code, name]) => [Number(code), name]),
);

/** Every code with its name. */
export const errorCodes: readonly { readonly code: number; readonly name: string }[] = Object.freeze(
  [...names].map(([code, name]) => Object.freeze({ code, name })),
);

/** The cloud's name of a code, or undefined when it has none. */
export function errorCodeName(code: number): string | undefined {
  return names.get(code);
}
