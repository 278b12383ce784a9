// The doctor's findings, for whoever may administer the house.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { examineHouse } from '../../doctor/examine-house.ts';
import { accountsOf, type House } from '../../house/house.ts';
import { identityOf, requireScope } from '../doors/authenticate.ts';
import { doctorSchema, problemSchema } from './schemas.ts';

export function addDoctorRoute(plain: FastifyInstance, house: House): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    '/v1/doctor',
    {
      onRequest: requireScope(house, 'admin'),
      schema: {
        summary: 'What each account can do, what is missing, and whom to ask; makes no call to the cloud',
        response: { 200: doctorSchema, '4xx': problemSchema, '5xx': problemSchema },
      },
    },
    async (request) => examineHouse(house, accountsOf(house, identityOf(request))),
  );
}
